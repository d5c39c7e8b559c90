// Every text of the page in both languages, and which language is on.

const texts = {
  vi: {
    layers: 'Lớp bản đồ',
    showPanel: 'Mở bảng lớp bản đồ',
    hidePanel: 'Thu gọn bảng lớp bản đồ',
    legend: 'Chú giải',
    language: 'Ngôn ngữ',
    toDark: 'Nền tối',
    toLight: 'Nền sáng',
    map: 'Bản đồ',
    zoomIn: 'Phóng to',
    zoomOut: 'Thu nhỏ',
    wholeMap: 'Xem toàn bộ',
    close: 'Đóng',
    zoomToSee: 'Phóng to để xem',
    retry: 'Thử lại',
    tilesFailed: 'Không tải được một phần bản đồ',
    startFailed: 'Không tải được bản đồ',
    updateFailed: 'Không cập nhật được bản đồ',
    busy: 'Máy chủ đang nạp dữ liệu hoặc đang bận, bản đồ sẽ tự hiện',
    download: 'Tải xuống GeoJSON',
    stale: 'Dữ liệu cũ, từ {time}: {reason}',
    unreachable: 'không kết nối được với máy chủ',
    standsFor: 'Đại diện cho {n} đối tượng',
    addsUpTo: 'Tổng cộng {n}',
    position: 'Vị trí',
    yes: 'Có',
    no: 'Không',
    kinds: {
      hazard: 'Vùng nguy hiểm', station: 'Lực lượng chữa cháy, cứu nạn', incident: 'Sự cố',
      road: 'Giao thông', demand: 'Dân cư', area: 'Địa giới', reference: 'Nền bản đồ',
      response: 'Thời gian đến', coverage: 'Mức độ bảo vệ',
    },
    roles: {
      name: 'Tên', name_vi: 'Tên tiếng Việt', name_en: 'Tên tiếng Anh', type: 'Loại',
      severity: 'Cấp độ rủi ro', status: 'Trạng thái', time: 'Thời gian',
      turnout_s: 'Thời gian xuất phát (giây)', units: 'Số đơn vị', population: 'Dân số',
      weight: 'Trọng số', class: 'Phân loại', speed_km_h: 'Tốc độ (km/h)', oneway: 'Một chiều',
      bridge: 'Cầu', tunnel: 'Hầm', layer: 'Tầng', access: 'Được phép đi', surface: 'Mặt đường',
      junction: 'Nút giao', duration: 'Thời gian đi phà',
    },
  },
  en: {
    layers: 'Map layers',
    showPanel: 'Open the layer panel',
    hidePanel: 'Collapse the layer panel',
    legend: 'Legend',
    language: 'Language',
    toDark: 'Dark',
    toLight: 'Light',
    map: 'Map',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    wholeMap: 'Show everything',
    close: 'Close',
    zoomToSee: 'Zoom in to see it',
    retry: 'Try again',
    tilesFailed: 'A part of the map could not be loaded',
    startFailed: 'The map could not be loaded',
    updateFailed: 'The map could not be brought up to date',
    busy: 'The server is reading its layers or busy; the map will appear by itself',
    download: 'Download GeoJSON',
    stale: 'Old data, as of {time}: {reason}',
    unreachable: 'the server cannot be reached',
    standsFor: 'Stands for {n} features',
    addsUpTo: '{n} in all',
    position: 'Position',
    yes: 'Yes',
    no: 'No',
    kinds: {
      hazard: 'Hazard zones', station: 'Fire and rescue', incident: 'Incidents',
      road: 'Roads', demand: 'People', area: 'Boundaries', reference: 'Base map',
      response: 'Response times', coverage: 'Coverage',
    },
    roles: {
      name: 'Name', name_vi: 'Name in Vietnamese', name_en: 'Name in English', type: 'Type',
      severity: 'Severity', status: 'Status', time: 'Time',
      turnout_s: 'Turnout time (s)', units: 'Units', population: 'Population',
      weight: 'Weight', class: 'Class', speed_km_h: 'Speed (km/h)', oneway: 'One-way',
      bridge: 'Bridge', tunnel: 'Tunnel', layer: 'Level', access: 'Access', surface: 'Surface',
      junction: 'Junction', duration: 'Crossing time',
    },
  },
};

let current = 'vi';

export const languages = Object.keys(texts);
export const language = () => current;

export function setLanguage(name) {
  current = name;
}

/** The page's own text: t('legend'), t('roles.severity'); {n} is replaced. */
export function t(key, values = {}) {
  const text = key.split('.').reduce((node, part) => node?.[part], texts[current]) ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** The text of a {"vi": …, "en": …} object in the current language, or the nearest it has. */
export function pick(titles, otherwise = '') {
  return titles?.[current] || titles?.[''] || Object.values(titles ?? {})[0] || otherwise;
}
