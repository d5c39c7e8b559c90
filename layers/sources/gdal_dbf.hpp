#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "layers/gdal/gdal_dataset.hpp"

namespace layers {

/// Whole numbers of a .dbf of more than 18 digits, as they stand: GDAL makes doubles of them, which
/// hold 15. And its logical values, of which GDAL makes texts. (dBASE Table File Format, level 5:
/// numbers are texts of a fixed width.) One thread.
class DbfWideNumbers {
public:
  /// `path`: what GDAL calls the .dbf. Without such a file, or such fields, it holds none.
  explicit DbfWideNumbers(const std::string& path);

  bool has_file() const { return m_file != nullptr; }
  bool holds(int field) const { return m_columns.contains(field); }
  /// The digits in a record, from 0; nullopt: there is nothing, or no number.
  std::optional<std::string> digits(long long record, int field) const;

  bool is_logical(int field) const { return m_logicals.contains(field); }
  /// The value in a record, from 0; nullopt: not known.
  std::optional<bool> logical(long long record, int field) const;

private:
  struct Column {
    vsi_l_offset offset = 0; ///< in a record
    std::size_t width = 0;
  };
  /// What stands there, without blanks around it; nullopt: it cannot be read.
  std::optional<std::string> text(long long record, const Column& column) const;

  VsiFile m_file;
  vsi_l_offset m_first_record = 0;
  vsi_l_offset m_record_bytes = 0;
  std::map<int, Column> m_columns;  ///< of numbers, by field
  std::map<int, Column> m_logicals; ///< by field
};

/// What GDAL calls another file of a shapefile, which may be named in capitals, there or not.
/// `source`: the shapefile, or a folder of `table` and others.
std::string file_of_shapefile(const std::string& source, const std::string& table,
                              const char* extension);

} // namespace layers
