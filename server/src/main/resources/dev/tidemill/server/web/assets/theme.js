var n="tidemill.theme";function t(){let e=localStorage.getItem(n);(e==="light"||e==="dark")&&(document.documentElement.dataset.theme=e)}t();
