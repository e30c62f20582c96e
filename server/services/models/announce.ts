/** The bus says that it is worth looking; the rows are the truth, so what is not heard is found at the next look. */
import { type Bus, topics } from "@/server/ports/bus";

/** Pages read models anew, desks the versions that they ask. */
export async function announceModel(bus: Bus, model: string): Promise<void> {
  await Promise.allSettled([bus.publish(topics.models, model), bus.publish(topics.model(model), model)]);
}
