/** Bus, queue and market server as they are, with a note of how each call went. Nothing is withheld. */
import { type Noting, noted } from "@/server/domain/service-breakers";
import type { Bus } from "@/server/ports/bus";
import type { JobQueue } from "@/server/ports/job-queue";

export const watchedBus = (bus: Bus, noting: Noting): Bus => ({
  ...bus,
  publish: (topic, payload) => noted(noting, () => bus.publish(topic, payload)),
});

export const watchedQueue = (queue: JobQueue, noting: Noting): JobQueue => ({
  ...queue,
  add: (name, payload) => noted(noting, () => queue.add(name, payload)),
  ensure: (name, payload) => noted(noting, () => queue.ensure(name, payload)),
  schedule: (id, cron, job) => noted(noting, () => queue.schedule(id, cron, job)),
  counts: () => noted(noting, () => queue.counts()),
});
