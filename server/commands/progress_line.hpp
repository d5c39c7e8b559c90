#pragma once

#include <string>

namespace server {

/// A share from 0 to 1 drawn 30 characters wide: "[#####.....]".
std::string progress_bar(double share);

/// The last line of a terminal, written over again and again; elsewhere nothing is written. One
/// thread at a time.
class ProgressLine {
public:
  ProgressLine(); ///< on stderr
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  /// Clears the line.
  ~ProgressLine();

  bool is_shown() const { return m_is_terminal; }
  void show(const std::string& text);

private:
  bool m_is_terminal;
  bool m_is_written = false;
};

} // namespace server
