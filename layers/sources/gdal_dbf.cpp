#include "layers/sources/gdal_dbf.hpp"

#include <array>
#include <utility>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>

#include "layers/files/gdal_archive.hpp"
#include "layers/text/exact_number.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace {

constexpr std::size_t header_bytes = 32;
constexpr std::size_t descriptor_bytes = 32;
constexpr unsigned char end_of_descriptors = 0x0D;
constexpr unsigned widest_of_gdal = 18; ///< digits that fit 64 bits whatever they are

using Block = std::array<unsigned char, descriptor_bytes>;

bool read_block(VSILFILE* file, Block& block) {
  return VSIFReadL(block.data(), 1, block.size(), file) == block.size();
}

unsigned two_bytes(const Block& block, std::size_t at) {
  return block.at(at) + 256U * block.at(at + 1);
}

/// A file's path with its name as its folder has it: "FLOOD.DBF" for "FLOOD.dbf".
std::string as_it_is_called(const std::string& path) {
  VSIStatBufL ignored;
  if (VSIStatExL(path.c_str(), &ignored, VSI_STAT_EXISTS_FLAG) == 0)
    return path;
  const auto name_start = path.rfind('/') + 1; // 0 without a folder: npos + 1
  const auto folder = name_start == 0 ? std::string(".") : path.substr(0, name_start - 1);
  const CPLStringList entries(VSIReadDir(folder.c_str()));
  const int found = entries.FindString(path.substr(name_start).c_str()); // whatever the case
  return found < 0 ? path : path.substr(0, name_start) + entries[found];
}

} // namespace

DbfWideNumbers::DbfWideNumbers(const std::string& path) : m_file(VSIFOpenL(path.c_str(), "rb")) {
  Block block{};
  static_assert(header_bytes == descriptor_bytes);
  if (!m_file || !read_block(m_file.get(), block))
    return;
  m_first_record = two_bytes(block, 8);
  m_record_bytes = two_bytes(block, 10);
  vsi_l_offset offset = 1; // behind the mark of deletion
  for (int field = 0; read_block(m_file.get(), block) && block[0] != end_of_descriptors; ++field) {
    const bool is_whole_number = (block[11] == 'N' || block[11] == 'F') && block[17] == 0;
    if (is_whole_number && block[16] > widest_of_gdal)
      m_columns[field] = {offset, block[16]};
    if (block[11] == 'L')
      m_logicals[field] = {offset, block[16]};
    offset += block[16];
  }
}

std::optional<std::string> DbfWideNumbers::text(long long record, const Column& column) const {
  std::string text(column.width, ' ');
  const auto at = m_first_record + static_cast<vsi_l_offset>(record) * m_record_bytes;
  if (VSIFSeekL(m_file.get(), at + column.offset, SEEK_SET) != 0 ||
      VSIFReadL(text.data(), 1, text.size(), m_file.get()) != text.size())
    return std::nullopt;
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::optional<std::string> DbfWideNumbers::digits(long long record, int field) const {
  auto digits = text(record, m_columns.at(field));
  return digits && is_json_number(*digits) ? std::move(digits) : std::nullopt;
}

std::optional<bool> DbfWideNumbers::logical(long long record, int field) const {
  const auto letter = text(record, m_logicals.at(field)).value_or("");
  if (letter == "T" || letter == "t" || letter == "Y" || letter == "y")
    return true;
  if (letter == "F" || letter == "f" || letter == "N" || letter == "n")
    return false;
  return std::nullopt;
}

std::string file_of_shapefile(const std::string& source, const std::string& table,
                              const char* extension) {
  const auto path = gdal_path(source);
  const bool is_file = extension_of(path) == "dbf" || extension_of(path) == "shp";
  const auto name = is_file ? path : path + "/" + table;
  return as_it_is_called(CPLResetExtension(name.c_str(), extension));
}

} // namespace layers
