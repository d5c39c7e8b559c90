#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/server_options.hpp"

namespace server {

/// Reads the "server" section of a configuration (JSON) over the defaults. `file` is named in
/// messages. Throws invalid_input for an unknown key, a wrong type or a value out of range.
ServerOptions read_server_options(const std::string& file, std::string_view section);

/// The keys that the section may hold, "limits.queue" for one inside another.
std::vector<std::string> server_option_keys();

} // namespace server
