#include "server/api/page.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "geo/error.hpp"
#include "server/http/respond.hpp"
#include "server/web/web_files.hpp"

namespace server {

namespace {

/// What a browser may do with the page. Any site may show it in a frame, as any may read the
/// layers: it only shows. docs/deploy/README.md says how a proxy forbids that.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> page_headers{{
    {"Content-Security-Policy", "default-src 'self'; img-src 'self' data:; object-src 'none'; "
                                "base-uri 'none'; form-action 'none'; frame-ancestors *"},
    {"Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), "
                           "payment=(), usb=()"},
    {"Referrer-Policy", "no-referrer"},
}};

Response send(const Call& call, std::string_view name) {
  const auto* file = find_web_file(name);
  if (file == nullptr)
    geo::fail(geo::ErrorKind::not_found, "page: it has no file of this name");
  return respond(call.request, file->type, std::string(file->content));
}

} // namespace

Response page(const Call& call) {
  auto response = send(call, "index.html");
  for (const auto& [name, value] : page_headers)
    response.headers.emplace_back(name, value);
  return response;
}

Response asset(const Call& call) {
  return send(call, call.path("file"));
}

} // namespace server
