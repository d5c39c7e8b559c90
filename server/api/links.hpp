#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "layers/config/layer_config.hpp"
#include "server/http/http.hpp"

namespace server {

/// "http://host:port" as the client named it, without a slash at the end. The scheme is that of
/// X-Forwarded-Proto, which a request has only from a trusted proxy.
std::string base_url(const Request& request);

/// {"href","rel","type"}
nlohmann::ordered_json link(std::string_view href, std::string_view rel, std::string_view type);

/// The same as JSON text, appended: for answers of which there are many.
void append_link(std::string& out, std::string_view href, std::string_view rel,
                 std::string_view type);

using layers::text_in;

} // namespace server
