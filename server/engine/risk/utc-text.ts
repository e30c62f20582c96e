const MICROS_PER_DAY = 86_400_000_000;

/**
 * Engine time as people read it, "2024-08-09 12:00:05 UTC", without a clock: days to dates by
 * Howard Hinnant's `civil_from_days` ("chrono-Compatible Low-Level Date Algorithms").
 *
 * @param micros  since 1970-01-01 UTC, not before it
 */
export function utcText(micros: number): string {
  const days = Math.floor(micros / MICROS_PER_DAY);
  const seconds = Math.floor((micros - days * MICROS_PER_DAY) / 1_000_000);
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const time = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
  return `${year}-${two(month)}-${two(day)} ${time} UTC`;
}

const two = (part: number): string => String(part).padStart(2, "0");
