import type { AlertEvent } from "../alerts/contract.ts";
import type { HotlineEvent } from "../hotline/contract.ts";
import { Refusal } from "../kernel/refusal.ts";
import { allows, type Permission } from "../kernel/roles.ts";
import {
  type FollowAnswer,
  followHotlineSchema,
  followPortalSchema,
  type JoinAnswer,
  leaveSchema,
  limits,
  viewSchema,
  watchPagesSchema,
} from "./contract.ts";
import type { EventFeed } from "./event-feed.ts";
import type { Hub } from "./hub.ts";
import { type InboundEvent, inboundEvent } from "./inbound.ts";
import type { Member } from "./member.ts";
import type { OfficerFeed } from "./officer-feed.ts";
import type { OpenPages } from "./open-pages.ts";
import { permissionOf, roomOf } from "./view.ts";

/** Every event that a browser may send. */
export function socketEvents({
  hub,
  hotline,
  alerts,
  officers,
  pages,
}: {
  hub: Hub;
  hotline: EventFeed<HotlineEvent>;
  alerts: EventFeed<AlertEvent>;
  officers: OfficerFeed;
  pages: OpenPages;
}): Record<string, InboundEvent> {
  return {
    "room:join": inboundEvent({
      permission: "now.read",
      schema: viewSchema,
      handle(member, view, answer: (joined: JoinAnswer) => void) {
        if (!allows(member.visitor.roles, permissionOf(view))) {
          throw new Refusal("forbidden", "Your roles do not include these figures.");
        }
        if (!member.joins.take()) throw new Refusal("too_many", "Too many joins at once; try again in a second.");
        if (member.isSlow()) throw new Refusal("unavailable", "The connection is still busy; try again in a second.");
        const room = roomOf(view);
        if (!member.rooms.has(room) && member.rooms.size >= limits.roomsPerSocket) {
          throw new Refusal("too_many", `At most ${limits.roomsPerSocket} views at a time; close one first.`);
        }
        // From here to the answer nothing waits, so no frame can come between the snapshot and the room.
        const frame = hub.join(view, member.socket.id);
        member.rooms.add(room);
        member.missed.delete(room);
        void member.socket.join(room);
        answer({ ok: true, ...frame });
      },
    }),

    "room:leave": inboundEvent({
      permission: "now.read",
      schema: leaveSchema,
      handle(member, { room }, answer: (left: { ok: true }) => void) {
        if (member.rooms.delete(room)) {
          member.missed.delete(room);
          void member.socket.leave(room);
          hub.leave(room, member.socket.id);
        }
        answer({ ok: true });
      },
    }),

    "portal:follow": inboundEvent({
      permission: "portal.use",
      schema: followPortalSchema,
      async handle(member, _, answer: (followed: { ok: true }) => void) {
        const { socket, visitor } = member;
        await officers.follow(socket.id, {
          personId: visitor.personId,
          ready: () => !member.isSlow(),
          send: (change) => void socket.emit("portal:changed", change),
        });
        // It may have gone while its place was looked up.
        if (socket.disconnected) officers.unfollow(socket.id);
        else answer({ ok: true });
      },
    }),

    "pages:watch": inboundEvent({
      permission: "alerts.read",
      schema: watchPagesSchema,
      handle(member, { deliveryIds }, answer: (watched: { ok: true }) => void) {
        pages.watch(member, deliveryIds);
        answer({ ok: true });
        void pages.poll();
      },
    }),

    "hotline:follow": followEvent("hotline.read", hotline, (member, event) => {
      member.socket.emit("hotline:event", event);
    }),
    "alerts:follow": followEvent("alerts.read", alerts, (member, event) => {
      member.socket.emit("alerts:event", event);
    }),
  };
}

/** Follows a durable stream from a cursor; one follow of it at a time. */
function followEvent<Event extends { cursor: number }>(
  permission: Permission,
  feed: EventFeed<Event>,
  send: (member: Member, event: Event) => void,
): InboundEvent {
  return inboundEvent({
    permission,
    schema: followHotlineSchema,
    async handle(member, { after }, answer: (followed: FollowAnswer<Event>) => void) {
      const { socket, following } = member;
      if (following.has(permission)) throw new Refusal("too_many", "Wait for the answer to the last follow.");
      following.add(permission);
      try {
        await feed.follow(
          socket.id,
          after,
          { ready: () => !member.isSlow(), send: (event) => send(member, event) },
          (events, cursor) => {
            if (socket.disconnected) return false;
            answer({ ok: true, events, cursor });
            return true;
          },
        );
      } finally {
        following.delete(permission);
      }
    },
  });
}
