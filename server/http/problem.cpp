#include "server/http/problem.hpp"

#include "server/http/http_head.hpp"

namespace server {

namespace {

int status_of(geo::ErrorKind kind) {
  switch (kind) {
  case geo::ErrorKind::invalid_input:
    return 400;
  case geo::ErrorKind::not_found:
    return 404;
  case geo::ErrorKind::conflict:
    return 409;
  case geo::ErrorKind::too_large:
    return 413;
  case geo::ErrorKind::unavailable:
    return 503;
  case geo::ErrorKind::internal:
    break;
  }
  return 500;
}

} // namespace

Response problem(const geo::Error& error) {
  auto response = problem_response(status_of(error.kind()), error.what());
  if (response.status == 503)
    response.headers.emplace_back("Retry-After", "1");
  return response;
}

} // namespace server
