// What the page says, in the browser's language.
const en = {
  newChat: "New chat", today: "Today", yesterday: "Yesterday", earlier: "Earlier",
  theme: "Light or dark", bench: "Benchmark", signOut: "Sign out", menu: "Conversations", title: "Title of this conversation",
  language: "Language of the answers", auto: "Language: auto", reset: "Forget what was said",
  resetDone: "From here on, the assistant knows nothing of what was said above.",
  remove: "Delete this conversation", removeAsk: "Delete this conversation and all that was said in it?",
  yes: "Delete", no: "Keep", ask: "Ask anything", askStarter: "Ask about dates, sums or the weather",
  send: "Send", stop: "Stop", keys: "Enter to send · Shift+Enter for a new line",
  hello: "What would you like to know?",
  starter: (model) => `Answers come from a small starter model (${model}). It knows dates, the lunar calendar, solar terms, sums and the weather, and nothing else.`,
  model: (model) => `Answers come from ${model}. They can be wrong: check what matters.`,
  examples: ["How many days are there between 2024-01-01 and 2024-06-19?", "What is the lunar date of 2025-10-06?",
    "List the solar terms of 2026", "What is 12.5*(3+4)?"],
  waiting: "Thinking", queued: "Waiting for its turn", steps: (n) => (n === 1 ? "1 step" : `${n} steps`), thought: "Thought",
  args: "Asked with", result: "Result", failed: "failed", running: "running",
  copy: "Copy", copied: "Copied", up: "Good answer", down: "Bad answer", retry: "Ask again",
  tokens: (n) => `${n.toLocaleString()} tokens`, stopped: "Stopped.", none: "There was no answer.",
  older: "Show what was said before",
  offline: "The service is not reachable. Nothing is lost; trying again …",
  late: "The message is kept and is sent as soon as the service is back.",
  signInHow: "Open the link that the terminal shows when the service starts. It works once.",
  signInOr: "Or paste the token that this command prints:", token: "Token", enter: "Come in", entering: "Signing in …",
};
const zh = {
  newChat: "新对话", today: "今天", yesterday: "昨天", earlier: "更早",
  theme: "浅色或深色", bench: "评测", signOut: "退出登录", menu: "对话列表", title: "对话标题",
  language: "回答的语言", auto: "语言：自动", reset: "忘掉以上内容",
  resetDone: "从这里开始，助手不再记得上面说过的话。",
  remove: "删除这个对话", removeAsk: "要删除这个对话和其中的全部内容吗？",
  yes: "删除", no: "保留", ask: "想问什么都可以", askStarter: "可以问日期、算式或天气",
  send: "发送", stop: "停止", keys: "Enter 发送 · Shift+Enter 换行",
  hello: "想了解什么？",
  starter: (model) => `目前由内置的小模型（${model}）回答。它只会日期、农历、节气、计算和天气，别的都不会。`,
  model: (model) => `由 ${model} 回答。它可能出错，重要的内容请核对。`,
  examples: ["2024-01-01 到 2024-06-19 有多少天？", "2025年10月6日是农历哪一天？", "2026年的二十四节气", "计算 12.5*(3+4)"],
  waiting: "正在思考", queued: "排队等待", steps: (n) => `${n} 个步骤`, thought: "想法",
  args: "参数", result: "结果", failed: "失败", running: "运行中",
  copy: "复制", copied: "已复制", up: "回答得好", down: "回答得不好", retry: "再问一次",
  tokens: (n) => `${n.toLocaleString()} 个 token`, stopped: "已停止。", none: "没有得到回答。",
  older: "显示更早的内容",
  offline: "暂时连不上服务。内容不会丢失，正在重试……",
  late: "消息已保存，服务恢复后会立即发送。",
  signInHow: "请打开服务启动时终端里显示的链接。每个链接只能用一次。",
  signInOr: "也可以粘贴这条命令显示的令牌：", token: "令牌", enter: "进入", entering: "正在登录……",
};

export const chinese = navigator.language.toLowerCase().startsWith("zh");
const words = chinese ? zh : en;

export const t = (name, ...more) => (typeof words[name] === "function" ? words[name](...more) : words[name]);

/** Put the words into everything under `root` that asks for them. */
export function speak(root = document) {
  document.documentElement.lang = chinese ? "zh-CN" : "en";
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll("[data-label]")) {
    node.title = t(node.dataset.label);
    node.setAttribute("aria-label", t(node.dataset.label));
  }
}
