#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "layers/config/layer_config.hpp"
#include "server/api/router.hpp"

namespace server {

/// "https://host:port/gis", what every link begins with: as configured (server.base_url), else as
/// the request says it, see base_url_of().
std::string base_url(const Call& call);

/// {"href","rel","type"}
nlohmann::ordered_json link(std::string_view href, std::string_view rel, std::string_view type);

/// The same as JSON text, appended: for answers of which there are many.
void append_link(std::string& out, std::string_view href, std::string_view rel,
                 std::string_view type);

using layers::text_in;

} // namespace server
