"use client";
import { useEffect } from "react";
import { toast } from "sonner";
import type { DeskEventsView } from "@/server/domain/views";
import type { LiveDesk } from "./desk-context";
import { toFillNews, toRiskNews } from "./news-text";
import { useTopic } from "./stream-context";

/** Says what happened elsewhere: fills of strategies, and what risk did. The person's own orders answer in place. */
export function News({ desk }: { readonly desk: LiveDesk }) {
  const events = useTopic<DeskEventsView>(`desk-events:${desk.desk.id}`);

  // The stream is the external system. The value there at mount was news to an earlier page.
  useEffect(() => {
    const seen = new Set<string>();
    return events.subscribe(() => {
      const view = events.get();
      if (view === null) return;
      const news = [...toFillNews(view, desk.instruments), ...toRiskNews(view)];
      for (const item of news) {
        if (seen.has(item.id)) continue;
        seen.add(item.id);
        const show = item.tone === "bad" ? toast.warning : toast;
        show(item.title, { id: item.id, description: item.text });
      }
    });
  }, [events, desk.instruments]);
  return null;
}
