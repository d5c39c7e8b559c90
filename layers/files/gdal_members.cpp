#include "layers/files/gdal_members.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "geo/error.hpp"
#include "layers/config/reading_limits.hpp"
#include "layers/gdal/gdal_dataset.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace {

std::string bytes_at(VSILFILE& file, std::uint64_t offset, std::size_t count) {
  std::string bytes(count, '\0');
  VSIFSeekL(&file, offset, SEEK_SET);
  bytes.resize(VSIFReadL(bytes.data(), 1, count, &file));
  return bytes;
}

/// The last byte is the highest.
std::uint64_t number_in(std::string_view bytes) {
  std::uint64_t number = 0;
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte)
    number = number << 8U | static_cast<unsigned char>(*byte);
  return number;
}

/// `tail`: of the file, from "PK\5\6" on (.ZIP File Format Specification, 4.3.14 to 4.3.16).
std::uint64_t members_told(VSILFILE& file, std::string_view tail, std::string_view before) {
  constexpr std::uint64_t is_told_elsewhere = 0xFFFF;
  const auto count = number_in(tail.substr(10, 2));
  if (count != is_told_elsewhere || !before.starts_with("PK\x06\x07"))
    return count;
  const auto record = bytes_at(file, number_in(before.substr(8, 8)), 40);
  return record.size() == 40 ? number_in(std::string_view(record).substr(32, 8)) : count;
}

/// A header a file, each with the file behind it, in blocks of 512 bytes (POSIX, pax).
std::size_t tar_members(VSILFILE& file, const std::string& archive) {
  constexpr std::uint64_t block = 512;
  const bool is_compressed = extension_of(archive) != "tar";
  std::size_t count = 0;
  std::uint64_t offset = 0;
  for (; count <= most_members; ++count) {
    const auto header = bytes_at(file, offset, block);
    if (header.size() < block || header[0] == '\0')
      return count;
    const std::uint64_t bytes = std::strtoull(header.substr(124, 12).c_str(), nullptr, 8);
    offset += block + (std::min(bytes, std::uint64_t{1} << 50U) + block - 1) / block * block;
    if (is_compressed && offset > ReadingLimits{}.bytes)
      geo::fail(geo::ErrorKind::too_large,
                "{}: more than {} bytes in an archive that must be "
                "decompressed to look for a file; unpack it",
                archive, ReadingLimits{}.bytes);
  }
  return count;
}

} // namespace

std::size_t zip_members(const std::string& gdal_path) {
  constexpr std::uint64_t longest_tail = 22 + 65'535; // with a comment
  constexpr std::size_t locator = 20;
  const GdalMessages messages;
  const auto file = open_vsi_file(gdal_path);
  if (!file || bytes_at(*file, 0, 2) != "PK")
    return 0;
  VSIFSeekL(file.get(), 0, SEEK_END);
  const auto size = VSIFTellL(file.get());
  const auto tail_bytes = std::min<std::uint64_t>(size, longest_tail + locator);
  const auto tail = bytes_at(*file, size - tail_bytes, tail_bytes);
  const auto at = tail.rfind("PK\x05\x06");
  if (at == std::string::npos || tail.size() - at < 22)
    return 0;
  const auto before = std::string_view(tail).substr(0, at);
  return members_told(*file, std::string_view(tail).substr(at),
                      before.substr(before.size() - std::min(before.size(), locator)));
}

void check_members(const std::string& archive) {
  const GdalMessages messages;
  const auto extension = extension_of(archive);
  const auto file = extension == "zip"   ? VsiFile()
                    : extension == "tar" ? open_vsi_file(archive)
                                         : open_vsi_file("/vsigzip/" + archive);
  const auto count = file ? tar_members(*file, archive) : zip_members(archive);
  if (count > most_members)
    geo::fail(geo::ErrorKind::too_large, "{}: an archive of more than {} files; unpack it", archive,
              most_members);
}

} // namespace layers
