#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace layers {

/// What lies in a served folder: by names, and by content where names do not tell.

/// Its entries but hidden ones, in the order of their names.
std::vector<std::filesystem::path> entries_of(const std::string& folder);

/// A folder that is one source: a File Geodatabase.
bool is_file_database(const std::filesystem::path& path);

/// What needs no word when it is no layer: parts of other files, and texts that do not speak of
/// features.
bool is_silent(const std::filesystem::path& path);

/// Whether it may be a layer at all: a text may be a table.
bool is_worth_a_try(const std::filesystem::path& path);

/// Whether a file that could not be read as a layer seems to be one. JSON of other things lies
/// about: styles, packages, configurations.
bool may_be_layer(const std::string& file);

/// Whether the server has the permission.
bool may_be_read(const std::filesystem::path& path);

/// Names of the files with layers in a folder, not in those within it.
std::vector<std::string> layer_files_in(const std::filesystem::path& folder);

} // namespace layers
