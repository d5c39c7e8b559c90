#include "server/api/page.hpp"

#include "geo/error.hpp"
#include "server/respond.hpp"
#include "server/web_files.hpp"

namespace server {

namespace {

Response send(const Call& call, std::string_view name) {
  const auto* file = find_web_file(name);
  if (file == nullptr)
    geo::fail(geo::ErrorKind::not_found, "page: it has no file of this name");
  return respond(call.request, file->type, std::string(file->content));
}

} // namespace

Response page(const Call& call) {
  auto response = send(call, "index.html");
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'self'; img-src 'self' data:; object-src 'none'; "
                                "base-uri 'none'; form-action 'none'; frame-ancestors 'self'");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  return response;
}

Response asset(const Call& call) {
  return send(call, call.path("file"));
}

} // namespace server
