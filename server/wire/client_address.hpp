#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/http/http.hpp"
#include "server/options/ip_address.hpp"

namespace server {

/// Whoever is at the other end of a connection: a client, or a proxy that speaks for many.
struct PeerAddress {
  std::optional<IpAddress> ip; ///< nullopt: a Unix socket
  std::string text;            ///< "10.0.0.1", "unix"
  bool is_trusted = false;     ///< what it says of the clients behind it is believed
};

/// A Unix socket is trusted: whoever may open it was chosen by its permissions.
PeerAddress peer_address(const std::optional<IpAddress>& ip, const std::vector<IpRange>& trusted);

/// Sets request.client. A trusted peer's X-Forwarded-For is read from its end, where the nearest
/// proxy wrote, back to the first address that is no trusted proxy: what stands before that one
/// anybody may have written. Of X-Forwarded-Proto, -Host, -Port and -Prefix with several values the
/// one is kept that the outermost of those proxies wrote, counted from the end likewise. The
/// X-Forwarded-... headers of others are taken out of the request, so that whoever finds one may
/// believe it.
void settle_client(Request& request, const PeerAddress& peer, const std::vector<IpRange>& trusted);

/// Who has a share of what there is for all clients: a Request's `client`, an IPv6 address with its
/// neighbours (see network_of()).
std::string sharer_of(const std::string& client);

} // namespace server
