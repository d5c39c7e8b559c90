#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace server {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The first value of a header, its name compared without case; nullopt when absent.
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name);

/// One HTTP request, decoded. Nothing in it is trusted: any byte may stand in a decoded text.
struct Request {
  std::string method;                ///< as sent: "GET"
  std::string target;                ///< as sent, for the log only
  std::vector<std::string> segments; ///< the path between slashes, percent-decoded; "/" has none
  std::vector<std::pair<std::string, std::string>> query; ///< decoded, in order, keys may repeat
  Headers headers;
  std::string body;
};

/// One HTTP answer. The transport adds Content-Length, Date and Connection, and leaves the body out
/// for HEAD.
struct Response {
  int status = 200;
  Headers headers = {};
  std::shared_ptr<const std::string> body = nullptr; ///< null: no body. Shared, never copied
};

/// Answers one request; called from many threads at once; must not throw.
using Handler = std::function<Response(const Request&)>;

/// Answers at once on a socket thread what needs no work, or nullopt: then a Handler gets it.
using FastHandler = std::function<std::optional<Response>(const Request&)>;

/// Fills segments and query from a request target (RFC 9112 section 3.2): origin form
/// ("/a%20b/c?x=1&y=a+b"), absolute form ("http://host/a"; the host is dropped), or "*" when
/// request.method is OPTIONS. A percent-encoded slash stays inside its segment. False when the
/// target is malformed: a bad percent escape, a NUL, a fragment, or a "." or ".." between slashes,
/// encoded or not.
bool decode_target(std::string_view target, Request& request);

} // namespace server
