"""What is said when a definition, a step or a delivery fails."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # definitions
    "invalid_definition": ("流程图还不能发布，请看逐条说明。", "The diagram cannot be released yet; see each finding."),
    "definition_not_found": ("没有这个版本。", "There is no such version."),
    "own_release": ("自己起草的不能由自己发布，请另一人审核。", "Nobody releases their own draft; ask another person."),
    # the engine's faults, in the words of people
    "engine_fault": ("流程没能往下走，已记录。请联系流程管理员。", "The process could not go on. It is on record."),
    "invalid_answers": ("有几处需要改正，请看标出的栏目。", "Some answers need correction; see the marked fields."),
    "poison_key": ("栏目名“{key}”不能用。", "The field name “{key}” cannot be used."),
    "not_json": ("内容里有不能保存的值。", "The content holds a value that cannot be kept."),
    "too_deep": ("内容嵌套太深，请精简。", "The content is nested too deeply."),
    "process_fault": (
        "流程在“{node}”没能往下走，您填写的内容都在。请联系流程管理员。",
        "The process could not go on at “{node}”. Nothing you wrote is lost. Please tell the organizer.",
    ),
    "script_failed": ("“{node}”的脚本出错：{reason}", "The script of “{node}” failed: {reason}"),
    "payload_failed": (
        "“{node}”要带的内容（payload）不是一组“名称：值”。",
        "The payload of “{node}” is no object of names and values.",
    ),
    "timer_empty": (
        "“{node}”的时间还没有：“{source}”没有值。多半是引用的规则没有期限，或起算日期没有填。",
        "“{node}” has no time: “{source}” is empty. The rule that it reads has no term, or its first day is missing.",
    ),
    "timer_failed": ("“{node}”的时间“{value}”看不懂。", "The time “{value}” of “{node}” makes no sense."),
    "many_flows": (
        "“{node}”有几条路同时成立（{flows}），请改条件。",
        "Several ways of “{node}” hold at once ({flows}).",
    ),
    "stalled": (
        "流程在“{node}”等不到应来的分支，走不下去。",
        "At “{node}” the process waits for a branch that cannot come.",
    ),
    "runaway": ("“{node}”处的回路没有人办理的环节，已停住。", "The loop at “{node}” never waits for anybody; stopped."),
    "calls_too_deep": ("“{node}”层层调用超过 {maximum} 层。", "“{node}” calls more than {maximum} levels deep."),
    "process_missing": (
        "“{node}”调用的流程“{process}”不存在。",
        "The process “{process}” that “{node}” calls is missing.",
    ),
    "error_uncaught": (
        "“{node}”以错误“{error}”结束，没有环节处理它。",
        "“{node}” ended with error “{error}”; nothing handles it.",
    ),
    "engine_refused": (
        "流程在“{node}”走不下去，原因已记入运行日志，请联系系统管理员。",
        "The process could not go on at “{node}”. The log of the service says why; please tell the administrator.",
    ),
    "instances_input": (
        "“{node}”的列表“{name}”没有或不是列表。",
        "The list “{name}” of “{node}” is missing or no list.",
    ),
    "instances_count": (
        "“{node}”的份数 {value} 不对，最多 {maximum} 份。",
        "“{node}”: {value} instances; at most {maximum}.",
    ),
    "instances_name": (
        "“{node}”的每一项叫“{name}”，与已有变量重名。",
        "The item “{name}” of “{node}” hides a variable.",
    ),
    "instances_output": ("“{node}”没有给出结果“{name}”。", "“{node}” gave no result “{name}”."),
    "dmn_not_a_number": ("决策表“{table}”要汇总的值不是数字。", "The table “{table}” sums up what is no number."),
    "state_broken": ("这件个案的状态读不出来，请联系系统管理员。", "The state of this case cannot be read."),
    "state_too_new": (
        "这件个案由更新的版本保存（{version}），请先升级服务。",
        "Saved by a newer version ({version}); upgrade first.",
    ),
    "evaluator_forked": ("服务启动方式不对，请联系系统管理员。", "The service was forked after use; see the log."),
    "too_large": ("内容太多，请精简。", "There is too much content; please shorten it."),
    "expression_failed": ("“{node}”的条件算不出来：{reason}", "The expression at “{node}” failed: {reason}"),
    "no_flow": ("“{node}”没有可走的路。", "No way leads on from “{node}”."),
    "dmn_no_match": ("决策表“{table}”没有适用的规则。", "No rule of the table “{table}” fits."),
    "dmn_many_matches": ("决策表“{table}”有多条规则同时适用（{rules}）。", "Several rules of “{table}” fit ({rules})."),
    "operator_unknown": ("“{node}”要用的操作“{operator}”不存在。", "“{node}” calls an unknown operator “{operator}”."),
    "unknown_operator": ("流程要用的操作“{operator}”不存在。", "The process calls an unknown operator “{operator}”."),
    "operator_parameters": ("“{node}”给操作“{operator}”的参数不对：{name}", "Wrong parameter for “{operator}”: {name}"),
    "nobody_waits": ("没有个案在等这条消息。", "Nothing waits for this message."),
    # deliveries (mail, web addresses): conflicts, then why a try failed
    "nobody_catches": ("流程没有画出送不出去时怎么办。", "The diagram has no way for a failed delivery."),
    "delivery_not_found": ("没有找到这条外发任务。", "There is no such delivery."),
    "delivery_stands": (
        "这条外发任务现在是“{status}”，不需要处理。",
        "This delivery is “{status}” now; there is nothing to do.",
    ),
    "delivery_not_yours": ("您的岗位不能处理外发任务。", "Your post may not handle deliveries."),
    "delivery_skip_office": (
        "是否不送而继续办理，由街道组织办决定。",
        "Whether the case goes on without it is for the town office to decide.",
    ),
    "delivery_address": ("这个地址不能用，请核对。", "This address cannot be used. Please check it."),
    "job_gave_up": (
        "试了 {tries} 次仍没有完成，原因见服务日志（作业号 {number}）。",
        "Not done after {tries} tries; see the service's log (job {number}).",
    ),
    "instance_not_faulted": ("这件个案没有停住，不需要处理。", "This case has not stopped; there is nothing to do."),
    "job_not_found": ("没有找到这个失败的后台任务。", "There is no such failed job."),
    "mail_not_set_up": ("还没有配置发信服务器，请系统管理员配置。", "No mail server is configured yet."),
    "mail_bad_address": ("收件地址“{address}”写法不对。", "The address “{address}” is not well formed."),
    "mail_refused": ("对方邮件服务器拒收（{status}）。", "The mail server refused it ({status})."),
    "mail_busy": ("邮件服务器暂时不收（{status}）。", "The mail server does not take it just now ({status})."),
    "mail_login": ("发信账号或密码不被接受，请系统管理员核对。", "The mail server refused our login."),
    "mail_unreachable": ("连不上邮件服务器。", "The mail server cannot be reached."),
    "mail_insecure": ("邮件服务器不支持加密连接。", "The mail server offers no encrypted connection."),
    "web_not_set_up": (
        "还没有配置往外部系统发送（允许的地址和签名密钥），请系统管理员配置。",
        "Calls to other systems are not configured yet (allowed addresses, signing secret).",
    ),
    "web_bad_address": ("网址写法不对。", "The web address is not well formed."),
    "web_not_allowed": (
        "不允许往 {host} 发送，请系统管理员把它列入允许的地址。",
        "Sending to {host} is not allowed; the administrator can list it.",
    ),
    "web_private": ("{host} 是内部网络地址，不允许发送。", "{host} is a private address; sending is not allowed."),
    "web_moved": ("{host} 要求改去别处（{status}），没有跟随。", "{host} redirects ({status}), which is not followed."),
    "web_refused": ("{host} 拒收（{status}）。", "{host} refused it ({status})."),
    "web_busy": ("{host} 暂时不能接收（{status}）。", "{host} cannot take it just now ({status})."),
    "web_unreachable": ("连不上 {host}。", "{host} cannot be reached."),
    "web_certificate": ("{host} 的安全证书有问题。", "The certificate of {host} is not valid."),
    "web_silent": ("{host} 在 {seconds} 秒内没有答复。", "{host} did not answer within {seconds} seconds."),
    "web_answer": ("{host} 的答复不完整或过大。", "The answer of {host} is broken or too large."),
    "demo_refused": (
        "演示街道不向外发送；这个地址用来演示送不出去。",
        "A demo town sends nothing; this address shows what a failure looks like.",
    ),
    "delivery_internal": ("发送程序出了问题，详情见服务日志。", "The sender failed; see the service's log."),
    "delivery_bad_parameters": (
        "流程给的内容不完整或写法不对（{parameter}）。",
        "The content is not right ({parameter}).",
    ),
}
