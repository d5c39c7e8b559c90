#pragma once

#include <optional>
#include <string>

namespace layers {

/// A file's bytes, also one inside an archive ("/vsizip/a.zip/b.csv") or a compressed one
/// ("/vsigzip/b.csv.gz"), which may be a thousand times as large as it looks. Of more than `most`
/// it gives some more than that, not all. nullopt when it cannot be read. Any thread.
std::optional<std::string> bytes_of(const std::string& gdal_path,
                                    std::size_t most = std::string::npos);

/// Its first bytes, `most` of them; fewer where there are not as many.
std::string first_bytes_of(const std::string& gdal_path, std::size_t most);

} // namespace layers
