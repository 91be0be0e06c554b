// Shows the notification of a push message, and opens its page once it's clicked.

/** The contents of a message: `title`, `body`, `url` and `tag`, all of them optional. */
function readMessage(event) {
  try {
    return event.data?.json() ?? {};
  } catch {
    return {};
  }
}

self.addEventListener("push", (event) => {
  const { title = "OpsPulse", body = "", url = "/alerts", tag } = readMessage(event);
  const options = { body, icon: "/icon/192", badge: "/icon/192", data: { url } };
  // A message about the same incidents replaces the one before, and is heard again.
  if (tag !== undefined) Object.assign(options, { tag, renotify: true });
  event.waitUntil(self.registration.showNotification(title, options));
});

async function openPage(page) {
  const url = new URL(page, self.location.origin);
  // A message leads nowhere but into this app.
  const href = url.origin === self.location.origin ? url.href : "/alerts";
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const [open] = windows;
  if (open === undefined) return self.clients.openWindow(href);
  await open.focus();
  return open.navigate(href).catch(() => self.clients.openWindow(href));
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openPage(event.notification.data?.url ?? "/alerts"));
});
