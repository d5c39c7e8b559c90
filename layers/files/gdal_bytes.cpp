#include "layers/files/gdal_bytes.hpp"

#include <algorithm>
#include <utility>

#include "geo/error.hpp"
#include "layers/gdal/gdal_dataset.hpp"

namespace layers {

namespace {

/// As many bytes as there are before it, within bounds: the allocator gives large blocks back.
std::string next_block(VSILFILE& file, std::size_t before) {
  constexpr std::size_t least_bytes = 64UL << 10;
  constexpr std::size_t most_bytes = 64UL << 20;
  std::string block(std::clamp(before, least_bytes, most_bytes), '\0');
  block.resize(VSIFReadL(block.data(), 1, block.size(), &file));
  return block;
}

} // namespace

std::string first_bytes_of(const std::string& gdal_path, std::size_t most) {
  const GdalMessages messages;
  const auto file = open_vsi_file(gdal_path);
  std::string bytes(file ? most : 0, '\0');
  bytes.resize(file ? VSIFReadL(bytes.data(), 1, most, file.get()) : 0);
  return bytes;
}

std::optional<ByteBlocks> blocks_of(const std::string& gdal_path, std::size_t most) {
  const GdalMessages messages;
  const auto file = open_vsi_file(gdal_path);
  if (!file)
    return std::nullopt;
  ByteBlocks bytes;
  do {
    bytes.blocks.push_back(next_block(*file, bytes.size));
    bytes.size += bytes.blocks.back().size();
  } while (!bytes.blocks.back().empty() && bytes.size <= most);
  return messages.failed() ? std::nullopt : std::optional(std::move(bytes));
}

void check_bytes(std::size_t bytes, std::size_t most_bytes, const std::string& source) {
  if (bytes > most_bytes)
    geo::fail(geo::ErrorKind::too_large,
              "{}: more than {} bytes to read; make it smaller, or raise \"reading.bytes\" in the "
              "configuration",
              source, most_bytes);
}

std::string joined(ByteBlocks bytes) {
  std::string text;
  text.reserve(bytes.size);
  bytes.hand_over([&](std::string_view block) { text += block; });
  return text;
}

std::optional<std::string> bytes_of(const std::string& gdal_path, std::size_t most) {
  auto blocks = blocks_of(gdal_path, most);
  return blocks ? std::optional(joined(std::move(*blocks))) : std::nullopt;
}

} // namespace layers
