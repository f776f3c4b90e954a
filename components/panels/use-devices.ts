"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { OwnDevices } from "../../server/push/contract.ts";
import {
  type DeviceSubscription,
  deviceName,
  readSubscription,
  subscribeHere,
  unsubscribeHere,
  whyNoPush,
} from "../live/this-device.ts";
import { useTRPC } from "../shell/api.tsx";
import { useVisitor } from "../shell/visitor.tsx";
import { type Asked, useAsked } from "./use-asked.ts";

/** Who turned notifications on in this browser: a subscription that the server lost is renewed for them alone. */
const ownerKey = "notifies";

export interface Devices {
  asked: Asked<OwnDevices>;
  /** Id of the device that this browser is, where it notifies the reader; null before that is known and where it does not. */
  here: string | null;
  /** Why it cannot, in words; null where it can. */
  unable: string | null;
  subscribe(): Promise<void>;
  remove(id: string): Promise<void>;
}

/** The reader's devices, and this browser among them; looked at again at each load. */
export function useDevices(): Devices {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { personId } = useVisitor();
  const options = trpc.push.devices.queryOptions();
  const query = useQuery(options);
  const { mutateAsync: tell } = useMutation(trpc.push.subscribe.mutationOptions());
  const { mutateAsync: forget } = useMutation(trpc.push.deleteDevice.mutationOptions());
  const [here, setHere] = useState<DeviceSubscription | null>(null);
  const [unable, setUnable] = useState<string | null>(null);
  const { queryKey } = options;
  const askAgain = () => queries.invalidateQueries({ queryKey });
  const known = query.data;

  const looked = useRef(false);
  useEffect(() => {
    // Once a load: the key of a query is another at each drawing, and telling draws again.
    if (!known || looked.current) return;
    looked.current = true;
    setUnable(whyNoPush());
    void renewed(known, personId).then(
      async ({ subscription, renew }) => {
        setHere(subscription);
        if (renew && subscription) {
          await tell(asDevice(subscription)).then(
            () => queries.invalidateQueries({ queryKey }),
            () => {},
          );
        }
      },
      () => {},
    );
  }, [known, personId, tell, queries, queryKey]);

  return {
    asked: useAsked(query, { pauses: false }),
    here: known?.devices.find(({ id }) => id === here?.id)?.id ?? null,
    unable,
    async subscribe() {
      if (!known) return;
      const subscription = await subscribeHere(known.applicationKey);
      await tell(asDevice(subscription));
      localStorage.setItem(ownerKey, personId);
      setHere(subscription);
      await askAgain();
    },
    async remove(id) {
      await forget({ id });
      if (id === here?.id) {
        localStorage.removeItem(ownerKey);
        await unsubscribeHere().catch(() => {});
        setHere(null);
      }
      await askAgain();
    },
  };
}

/** What this browser has, and whether the server has to hear of it: it lost it, or changed its key. */
async function renewed(
  { applicationKey, devices }: OwnDevices,
  personId: string,
): Promise<{ subscription: DeviceSubscription | null; renew: boolean }> {
  const subscription = await readSubscription();
  const mine = localStorage.getItem(ownerKey) === personId;
  if (!subscription || !mine) return { subscription, renew: false };
  if (subscription.applicationKey !== applicationKey) {
    return { subscription: await subscribeHere(applicationKey), renew: true };
  }
  return { subscription, renew: !devices.some(({ id }) => id === subscription.id) };
}

const asDevice = ({ endpoint, keys }: DeviceSubscription) => ({
  endpoint,
  keys,
  label: deviceName(navigator.userAgent),
});
