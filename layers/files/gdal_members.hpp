#pragma once

#include <cstddef>
#include <string>

namespace layers {

/// Files in an archive that are looked at: GDAL takes four times as long for twice as many.
constexpr std::size_t most_members = 5'000;

/// Throws too_large for an archive of more files than that, and for a compressed .tar of more than
/// 2 GiB, as its files are found by decompressing it. What is no archive passes. Any thread.
void check_members(const std::string& archive);

/// How many files a zip says that it holds; 0: it is none. `gdal_path`: a file as GDAL calls it.
std::size_t zip_members(const std::string& gdal_path);

} // namespace layers
