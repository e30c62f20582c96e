/** The list stands in the layout; an entry opens beside it at an address of its own. */
export default function JournalPage() {
  return null;
}
