#pragma once

namespace server {

// What systemd is told about this process: datagrams to the socket that $NOTIFY_SOCKET names, a
// path or, with a leading '@', an abstract name (sd_notify(3)). Without the variable all of this
// does nothing. What cannot be sent is logged as a warning. For the thread that sets no environment
// variables meanwhile.

/// READY=1: the service has started, or has finished reloading.
void notify_ready();

/// STOPPING=1: the service has begun to shut down.
void notify_stopping();

/// RELOADING=1 when it is made, with MONOTONIC_USEC as systemd 253 wants it; READY=1 when it ends.
class ReloadNotice {
public:
  ReloadNotice();
  ~ReloadNotice();
  ReloadNotice(const ReloadNotice&) = delete;
  ReloadNotice(ReloadNotice&&) = delete;
  ReloadNotice& operator=(const ReloadNotice&) = delete;
  ReloadNotice& operator=(ReloadNotice&&) = delete;
};

} // namespace server
