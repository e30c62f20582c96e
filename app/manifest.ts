import type { MetadataRoute } from "next";

/** Makes the desk installable as an application of its own. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    name: "Tapedeck",
    short_name: "Tapedeck",
    description: "A paper-trading desk whose numbers hold",
    start_url: "/",
    display: "standalone",
    background_color: "#0b0e13",
    theme_color: "#0b0e13",
    icons: [
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
      { src: "/icon-maskable.svg", sizes: "any", type: "image/svg+xml", purpose: "maskable" },
    ],
  };
}
