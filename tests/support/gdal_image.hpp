#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <gdal_priv.h>

namespace support {

/// A raster file in memory, as GDAL reads it.
class GdalImage {
public:
  /// `bytes`: of a PNG, a GeoTIFF … Throws std::runtime_error when GDAL cannot read them.
  explicit GdalImage(const std::string& bytes);
  ~GdalImage();
  GdalImage(const GdalImage&) = delete;
  GdalImage(GdalImage&&) = delete;
  GdalImage& operator=(const GdalImage&) = delete;
  GdalImage& operator=(GdalImage&&) = delete;

  GDALDataset& dataset() { return *m_dataset; }
  /// Values of a band, counted from 1, row by row from the top.
  std::vector<std::int32_t> band(int number);

private:
  std::string m_path;
  std::unique_ptr<GDALDataset> m_dataset;
};

} // namespace support
