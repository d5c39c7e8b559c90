#pragma once

#include <optional>
#include <string>

namespace layers {

/// A file's bytes, also one inside an archive ("/vsizip/a.zip/b.csv") or a compressed one
/// ("/vsigzip/b.csv.gz"). nullopt when it cannot be read. Any thread.
std::optional<std::string> bytes_of(const std::string& gdal_path);

} // namespace layers
