#include "layers/files/gdal_bytes.hpp"

#include <utility>

#include "layers/gdal/gdal_dataset.hpp"

namespace layers {

namespace {

VsiFile opened_file(const std::string& gdal_path) {
  register_drivers();
  return VsiFile(VSIFOpenL(gdal_path.c_str(), "rb"));
}

} // namespace

std::string first_bytes_of(const std::string& gdal_path, std::size_t most) {
  const GdalMessages messages;
  const auto file = opened_file(gdal_path);
  std::string bytes(file ? most : 0, '\0');
  bytes.resize(file ? VSIFReadL(bytes.data(), 1, most, file.get()) : 0);
  return bytes;
}

std::optional<std::string> bytes_of(const std::string& gdal_path, std::size_t most) {
  const GdalMessages messages;
  const auto file = opened_file(gdal_path);
  if (!file)
    return std::nullopt;
  constexpr std::size_t block_bytes = 1 << 20;
  std::string bytes;
  std::size_t read = block_bytes;
  while (read == block_bytes && bytes.size() <= most) {
    const auto before = bytes.size();
    bytes.resize(before + block_bytes);
    read = VSIFReadL(bytes.data() + before, 1, block_bytes, file.get());
    bytes.resize(before + read);
  }
  return messages.failed() ? std::nullopt : std::optional(std::move(bytes));
}

} // namespace layers
