import { accountRouter } from "./account-router.ts";
import { alertsRouter } from "./alerts-router.ts";
import { annotationsRouter } from "./annotations-router.ts";
import { auditRouter } from "./audit-router.ts";
import { countingRouter } from "./counting-router.ts";
import { demoRouter } from "./demo-router.ts";
import { growthRouter } from "./growth-router.ts";
import { hotlineRouter } from "./hotline-router.ts";
import { integrationsRouter } from "./integrations-router.ts";
import { oncallRouter } from "./oncall-router.ts";
import { partnerRouter } from "./partner-router.ts";
import { peopleRouter } from "./people-router.ts";
import { createRouter } from "./procedure.ts";
import { pushRouter } from "./push-router.ts";
import { rulesRouter } from "./rules-router.ts";
import { seriesRouter } from "./series-router.ts";
import { sessionRouter } from "./session-router.ts";
import { sourcesRouter } from "./sources-router.ts";
import { systemRouter } from "./system-router.ts";
import { viewsRouter } from "./views-router.ts";
import { welcomeRouter } from "./welcome-router.ts";

/** Everything that browsers may ask and do, one router a domain. Browsers import the type only. */
export const appRouter = createRouter({
  session: sessionRouter,
  hotline: hotlineRouter,
  alerts: alertsRouter,
  rules: rulesRouter,
  integrations: integrationsRouter,
  oncall: oncallRouter,
  push: pushRouter,
  partner: partnerRouter,
  growth: growthRouter,
  sources: sourcesRouter,
  counting: countingRouter,
  series: seriesRouter,
  people: peopleRouter,
  account: accountRouter,
  views: viewsRouter,
  annotations: annotationsRouter,
  audit: auditRouter,
  system: systemRouter,
  welcome: welcomeRouter,
  demo: demoRouter,
});
export type AppRouter = typeof appRouter;
