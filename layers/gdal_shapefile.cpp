#include "layers/gdal_shapefile.hpp"

#include <array>
#include <memory>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>

#include "geo/released_by.hpp"

namespace layers {

namespace {

std::string shapefile_item(OGRLayer& layer, const char* name) {
  const char* value = layer.GetMetadataItem(name, "SHAPEFILE");
  return value ? value : "";
}

/// Bytes that a .dbf is shorter than its header says (dBASE III: records from byte 4, header length
/// from 8, record length from 10, little-endian).
bool is_truncated_dbf(const std::string& path) {
  const std::unique_ptr<VSILFILE, geo::ReleasedBy<&VSIFCloseL>> file(VSIFOpenL(path.c_str(), "rb"));
  std::array<unsigned char, 12> header{};
  if (!file || VSIFReadL(header.data(), 1, header.size(), file.get()) != header.size())
    return file != nullptr;
  const auto number = [&](std::size_t at, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes; i > 0; --i)
      value = value * 256 + header.at(at + i - 1);
    return value;
  };
  VSIFSeekL(file.get(), 0, SEEK_END);
  return VSIFTellL(file.get()) < number(8, 2) + number(4, 4) * number(10, 2);
}

} // namespace

std::string text_encoding(OGRLayer& layer, const std::string& configured) {
  if (!configured.empty())
    return configured;
  const auto from_cpg = shapefile_item(layer, "ENCODING_FROM_CPG");
  if (!from_cpg.empty())
    return from_cpg == CPL_ENC_UTF8 ? "" : from_cpg;
  const auto from_dbf = shapefile_item(layer, "ENCODING_FROM_LDID");
  return from_dbf == CPL_ENC_ISO8859_1 ? "" : from_dbf;
}

void report_missing_records(OGRLayer& layer, const std::string& source, LoadReport& report) {
  const auto announced = layer.GetFeatureCount(FALSE);
  const auto read = static_cast<GIntBig>(report.read);
  if (announced <= read || !is_truncated_dbf(CPLResetExtension(source.c_str(), "dbf")))
    return;
  report.problems.push_back({"records missing: the .dbf file is truncated",
                             true,
                             static_cast<std::size_t>(announced - read),
                             {}});
  report.read = static_cast<std::size_t>(announced);
}

} // namespace layers
