#pragma once

#include <filesystem>

namespace support {

/// A file of this repository: "docs/styles.md".
std::filesystem::path source_file(const std::filesystem::path& path);

/// A file or folder of the real data: in HAZARDMAP_REAL_DATA, else in ../shared/data. Whoever asks
/// skips its test where there is none.
std::filesystem::path real_data(const std::filesystem::path& path = {});

} // namespace support
