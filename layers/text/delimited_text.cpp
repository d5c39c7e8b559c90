#include "layers/text/delimited_text.hpp"

#include <algorithm>
#include <utility>

namespace layers {

namespace {

/// Walks over the text once.
class RowSplitter {
public:
  RowSplitter(std::string_view text, char separator)
      : m_rest(text), m_ends{separator, '\r', '\n'} {}

  bool at_end() const { return m_rest.empty(); }

  void read_row() {
    m_rows.row_lines.push_back(m_line);
    do
      read_cell();
    while (take_separator());
    take_line_end();
    if (is_blank_row())
      drop_row();
    else
      m_rows.row_starts.push_back(m_rows.cells.size());
  }

  std::size_t rows() const { return m_rows.size(); }
  std::size_t cells() const { return m_rows.cells.size(); }
  DelimitedText take() { return std::move(m_rows); }

private:
  void read_cell() {
    if (m_rest.starts_with('"'))
      read_quoted();
    else
      keep({take_until(m_rest.find_first_of(m_ends)), false});
  }

  void read_quoted() {
    const auto first_line = m_line;
    m_rest.remove_prefix(1);
    const auto close = m_rest.find('"');
    const auto plain = m_rest.substr(0, close);
    count_lines(plain);
    m_rest.remove_prefix(std::min(plain.size() + 1, m_rest.size()));
    if (close == std::string_view::npos)
      m_rows.open_quote_line = first_line;
    const bool ends = m_rest.empty() || m_ends.find(m_rest.front()) != std::string::npos;
    keep({ends ? plain : read_further(plain, first_line), true});
  }

  void keep(const Cell& cell) {
    auto& cells = m_rows.cells;
    if (cells.size() < m_rows.row_starts.back() + most_cells_of_row)
      cells.push_back(cell);
    else if (!cell.text.empty())
      cells.back() = cell;
  }

  /// The cell goes on after a quote: it was doubled, or what follows belongs to the cell anyhow.
  std::string_view read_further(std::string_view begin, std::size_t first_line) {
    auto& cell = m_rows.unquoted.emplace_back(begin);
    while (m_rest.starts_with('"')) {
      m_rest.remove_prefix(1);
      cell += '"';
      const auto close = m_rest.find('"');
      if (close == std::string_view::npos)
        m_rows.open_quote_line = first_line;
      const auto more = m_rest.substr(0, close);
      count_lines(more);
      cell += more;
      m_rest.remove_prefix(std::min(more.size() + 1, m_rest.size()));
    }
    const auto behind = take_until(m_rest.find_first_of(m_ends));
    const bool is_torn = behind.find_first_not_of(" \t") != std::string_view::npos;
    if (is_torn && (m_rows.torn_rows.empty() || m_rows.torn_rows.back() != rows()))
      m_rows.torn_rows.push_back(rows());
    return cell += behind;
  }

  std::string_view take_until(std::size_t end) {
    const auto taken = m_rest.substr(0, end);
    m_rest.remove_prefix(taken.size());
    return taken;
  }

  bool take_separator() {
    if (!m_rest.starts_with(m_ends.front()))
      return false;
    m_rest.remove_prefix(1);
    return true;
  }

  void take_line_end() {
    const bool is_pair = m_rest.starts_with("\r\n");
    m_rest.remove_prefix(std::min<std::size_t>(is_pair ? 2 : 1, m_rest.size()));
    ++m_line;
  }

  void count_lines(std::string_view text) {
    m_line += static_cast<std::size_t>(std::ranges::count(text, '\n'));
  }

  /// No cell of it holds anything; what is quoted alone is a cell, if an empty one.
  bool is_blank_row() const {
    const auto row = std::span(m_rows.cells).subspan(m_rows.row_starts.back());
    const auto is_blank = [](const Cell& cell) {
      return cell.text.find_first_not_of(" \t") == std::string_view::npos;
    };
    return std::ranges::all_of(row, is_blank) && (row.size() > 1 || !row.front().is_quoted);
  }

  void drop_row() {
    m_rows.cells.resize(m_rows.row_starts.back());
    m_rows.row_lines.pop_back();
  }

  std::string_view m_rest;
  std::string m_ends; ///< what ends a cell; the separator first
  std::size_t m_line = 1;
  DelimitedText m_rows;
};

} // namespace

DelimitedText split_rows(std::string_view text, char separator, MostRead most) {
  RowSplitter splitter(text, separator);
  while (!splitter.at_end() && splitter.rows() < most.rows && splitter.cells() <= most.cells)
    splitter.read_row();
  return splitter.take();
}

} // namespace layers
