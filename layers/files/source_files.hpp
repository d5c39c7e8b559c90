#pragma once

#include <filesystem>
#include <string>

#include "layers/config/layer_config.hpp"

namespace layers {

/// Whether it is a pipe, socket or device, or a link to one: opening it may wait for ever.
bool is_no_file(const std::filesystem::path& path);

/// Whether it is, or lies behind, a link that leads out of the folder.
bool leads_out(const std::filesystem::path& folder, const std::filesystem::path& path);

/// Throws invalid_input for a source of which a file, or one that belongs to it, is none, is a link
/// that leads nowhere, may not be read, or lies elsewhere although the source may reach only
/// itself. One that is not there is left to whoever opens it.
void check_files(const std::string& source, Reach reach);

} // namespace layers
