/** Query parameters of the CSV exports: the journal page's filters, as text. */
import { z } from "zod";
import { micros } from "@/server/domain/micros";
import { ORDER_STATES } from "@/server/domain/order";
import { idText } from "./inputs";

/** Micros since the epoch, or an ISO instant; neither before the epoch nor beyond what micros can count. */
export const instantText = z
  .union([
    z
      .string()
      .regex(/^\d{1,16}$/)
      .transform(Number),
    z.iso.datetime({ offset: true }).transform((text) => Date.parse(text) * 1_000),
  ])
  .refine((at) => Number.isSafeInteger(at) && at >= 0, { message: "must be an instant from 1970 to 2255" })
  .transform((at) => micros(at));

const query = z.object({
  deskId: idText,
  instrumentId: idText.nullable().default(null),
  origin: z.string().max(80).nullable().default(null),
  tag: z.string().max(40).nullable().default(null),
  from: instantText.nullable().default(null),
  to: instantText.nullable().default(null),
});

const stateList = z
  .union([z.string(), z.array(z.string()).max(ORDER_STATES.length)])
  .transform((given) => [given].flat().flatMap((text) => text.split(",")))
  .pipe(z.array(z.enum(ORDER_STATES)).max(ORDER_STATES.length));

export const tripExportQuery = query.transform(({ deskId, ...filter }) => ({ deskId, filter }));

export const orderExportQuery = query
  .extend({ states: stateList.nullable().default(null), parentId: idText.nullable().default(null) })
  .transform(({ deskId, ...filter }) => ({ deskId, filter }));
