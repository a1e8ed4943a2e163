(function () {
  "use strict";
  var told = JSON.parse(document.getElementById("charts").textContent);
  var charts = [];

  function plain(value) {
    return value.toLocaleString(told.language, { maximumFractionDigits: 2 });
  }
  // Large round numbers on an axis are said in thousands and millions, or in 万 and 亿.
  function short(value) {
    for (var i = 0; i < told.scale.length; i++) {
      if (Math.abs(value) >= told.scale[i][0]) return plain(value / told.scale[i][0]) + told.scale[i][1];
    }
    return plain(value);
  }
  function axes(option, sign) {
    ["xAxis", "yAxis"].forEach(function (name) {
      if (option[name] && option[name].type === "value") {
        option[name].axisLabel = { formatter: function (value) { return short(value) + sign; } };
      }
    });
  }
  function draw(one) {
    var place = document.getElementById(one.id);
    place.style.height = one.height + "px";
    axes(one.option, one.sign);
    one.option.tooltip = {
      trigger: "item",
      renderMode: "richText",
      confine: true,
      formatter: function (at) {
        var text = at.data && at.data.text !== undefined ? at.data.text : at.value;
        return [at.seriesName, at.name].filter(Boolean).join(" · ") + ": " + text;
      },
    };
    var chart = echarts.init(place, null, { renderer: "svg", locale: told.locale });
    chart.setOption(one.option);
    charts.push(chart);
    box(chart);
  }
  // With a box of its own a drawing can be scaled to the paper by the style sheet alone.
  function box(chart) {
    var drawn = chart.getDom().querySelector("svg");
    drawn.setAttribute("viewBox", "0 0 " + chart.getWidth() + " " + chart.getHeight());
  }
  told.charts.forEach(draw);
  window.addEventListener("resize", function () {
    charts.forEach(function (chart) { chart.resize(); box(chart); });
  });
})();
