"use client";

import dynamic from "next/dynamic";

/** The foot of every page of a server that runs as the demo; other servers' pages do not load it. */
export const DemoFoot = dynamic(() => import("./demo-bar.tsx").then(({ DemoBar }) => DemoBar));
