// Sets the chosen theme before the first paint; a file of its own because the CSP allows no inline script.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // Storage can be switched off; the system's theme then applies.
}
