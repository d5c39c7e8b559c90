#include "layers/sources/gdal_bytes.hpp"

#include <memory>
#include <utility>

#include "layers/gdal/gdal_dataset.hpp"
#include "layers/sources/gdal_dbf.hpp"

namespace layers {

std::optional<std::string> bytes_of(const std::string& gdal_path) {
  register_drivers();
  const GdalMessages messages;
  const std::unique_ptr<VSILFILE, geo::ReleasedBy<&close_vsi_file>> file(
      VSIFOpenL(gdal_path.c_str(), "rb"));
  if (!file)
    return std::nullopt;
  constexpr std::size_t block_bytes = 1 << 20;
  std::string bytes;
  std::size_t read = block_bytes;
  while (read == block_bytes) {
    const auto before = bytes.size();
    bytes.resize(before + block_bytes);
    read = VSIFReadL(bytes.data() + before, 1, block_bytes, file.get());
    bytes.resize(before + read);
  }
  return messages.failed() ? std::nullopt : std::optional(std::move(bytes));
}

} // namespace layers
