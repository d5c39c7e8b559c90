#pragma once

#include <exception>
#include <optional>

#include <spdlog/spdlog.h>

#include "server/http/http.hpp"
#include "server/http/http_head.hpp"

namespace server {

/// What a call of ours must not do is a 500; the process goes on.
template <typename Call>
std::optional<Response> or_problem(Call call) {
  try {
    return call();
  } catch (const std::exception& error) {
    spdlog::error("handler: {}", error.what());
  } catch (...) {
    spdlog::error("handler: threw something that is no exception");
  }
  return refusal_response(500, "the request could not be answered");
}

} // namespace server
