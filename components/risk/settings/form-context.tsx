"use client";
import { createContext, useContext } from "react";
import type { DraftState } from "./use-settings-draft";

const FormContext = createContext<DraftState | null>(null);

export const FormProvider = FormContext;

/** @throws Error outside the settings form */
export function useForm(): DraftState {
  const form = useContext(FormContext);
  if (form === null) throw new Error("useForm needs the settings form around it");
  return form;
}
