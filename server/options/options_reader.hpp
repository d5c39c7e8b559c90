#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/options/server_options.hpp"

namespace server {

/// Reads the "server" section of a configuration (JSON) over the defaults. `file` is named in
/// messages. Throws invalid_input for an unknown key, a wrong type or a value out of range.
ServerOptions read_server_options(const std::string& file, std::string_view section);

/// Sets one key as the command line names it: "limits.queue=64". Throws invalid_input likewise.
void set_server_option(ServerOptions& options, std::string_view assignment);

/// The keys that the section may hold, "limits.queue" for one inside another.
std::vector<std::string> server_option_keys();

} // namespace server
