#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "geo/error.hpp"

/// An empty folder of the running test.
class TestFolder {
public:
  TestFolder() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    m_path = std::filesystem::path(testing::TempDir()) /
             (std::string("hazardmap-") + test->test_suite_name() + "-" + test->name());
    std::filesystem::remove_all(m_path);
    std::filesystem::create_directories(m_path);
  }

  std::string path(std::string_view name = "") const { return (m_path / name).string(); }

  /// The path of a new file.
  std::string write(std::string_view name, std::string_view text) const {
    std::ofstream(m_path / name, std::ios::binary) << text;
    return path(name);
  }

  /// Cuts a file to the given part of its size.
  std::string truncate(std::string_view name, double part) const {
    const auto size = static_cast<double>(std::filesystem::file_size(m_path / name));
    std::filesystem::resize_file(m_path / name, static_cast<std::uintmax_t>(size * part));
    return path(name);
  }

private:
  std::filesystem::path m_path;
};

/// All of a file.
inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The message of the geo::Error that `action` throws.
template <typename Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const geo::Error& error) {
    return error.what();
  }
  return "no error";
}
