"use client";

import dynamic from "next/dynamic";

/** Where toasts appear; it comes after the page. */
export const Toaster = dynamic(() => import("./toast-region.tsx").then((toasts) => toasts.ToastRegion), { ssr: false });
