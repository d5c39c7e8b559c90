#pragma once

#include "server/options/listen_address.hpp"
#include "server/wire/file_descriptor.hpp"

namespace server {

/// Accepts connections on one address until it is closed or destroyed; a Unix socket's file lives
/// as long.
class ListeningSocket {
public:
  /// A socket for "::" takes IPv4 too unless `only_ipv6`. A Unix socket's file that nobody listens
  /// on any more is replaced; who may connect follows from the process' umask. Throws geo::Error:
  /// invalid_input for an address that is none, conflict for one in use, unavailable for any other
  /// reason not to listen.
  explicit ListeningSocket(const ListenAddress& address, bool only_ipv6 = false);
  ~ListeningSocket() { close(); }
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket(ListeningSocket&&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;
  ListeningSocket& operator=(ListeningSocket&&) = delete;

  int descriptor() const { return m_socket.get(); }          ///< non-blocking
  const ListenAddress& address() const { return m_address; } ///< with the port that is bound
  void close();

private:
  ListenAddress m_address;
  FileDescriptor m_socket;
};

} // namespace server
