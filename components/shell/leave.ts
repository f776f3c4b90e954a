import { forgetKeptScreens } from "../live/worker.ts";
import { withToast } from "../ui/with-toast.ts";
import { signOut } from "./sign-in-request.ts";

/** Signs out, or says that it did not happen. */
export async function leave(): Promise<void> {
  const done = await signOut();
  if (done) {
    await forgetKeptScreens().catch(() => {});
    window.location.assign("/sign-in");
  } else
    withToast((toast) =>
      toast.error("You are still signed in", { description: "The server did not answer. Try again." }),
    );
}
