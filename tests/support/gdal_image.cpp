#include "tests/support/gdal_image.hpp"

#include <atomic>
#include <stdexcept>

#include <cpl_vsi.h>

namespace support {

namespace {

std::string fresh_path() {
  static std::atomic<int> number = 0;
  return "/vsimem/gdal_image_" + std::to_string(++number);
}

} // namespace

GdalImage::GdalImage(const std::string& bytes) : m_path(fresh_path()) {
  GDALAllRegister();
  auto* file = VSIFOpenL(m_path.c_str(), "wb");
  VSIFWriteL(bytes.data(), 1, bytes.size(), file);
  VSIFCloseL(file);
  m_dataset.reset(GDALDataset::Open(m_path.c_str(), GDAL_OF_RASTER | GDAL_OF_VERBOSE_ERROR));
  if (!m_dataset)
    throw std::runtime_error("GDAL cannot read the image");
}

GdalImage::~GdalImage() {
  m_dataset.reset();
  VSIUnlink(m_path.c_str());
}

std::vector<std::int32_t> GdalImage::band(int number) {
  const int width = m_dataset->GetRasterXSize();
  const int height = m_dataset->GetRasterYSize();
  std::vector<std::int32_t> values(static_cast<std::size_t>(width) *
                                   static_cast<std::size_t>(height));
  if (m_dataset->GetRasterBand(number)->RasterIO(GF_Read, 0, 0, width, height, values.data(), width,
                                                 height, GDT_Int32, 0, 0) != CE_None)
    throw std::runtime_error("GDAL cannot read a band");
  return values;
}

} // namespace support
