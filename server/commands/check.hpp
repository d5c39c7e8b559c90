#pragma once

#include <string>
#include <vector>

namespace server {

/// `hazardmap check`: reads every layer as `serve` would and says what became of its features, and
/// what the roads are as a network.
struct CheckRequest {
  std::vector<std::string> sources; ///< a configuration, or files, folders and connections
  bool json = false;
};

/// Prints the report to stdout. Returns 0 when nothing was lost, 1 when a feature was lost, a value
/// that decides answers was not understood or a source could not be read; warnings about roads and
/// stations change nothing.
int run_check(const CheckRequest& request);

} // namespace server
