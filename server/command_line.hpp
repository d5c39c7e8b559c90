#pragma once

namespace server {

/// Does what the command line says. Returns the exit status; throws geo::Error when something is
/// wrong with the data or the system.
int run_command_line(int argc, char** argv);

} // namespace server
