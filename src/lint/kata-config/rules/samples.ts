/** Texts that the rules' examples are made of. */

/** The smallest complete table of the Go runtime. */
export const goQemu = '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\n';

/** A complete file of runtime-rs: the hypervisor's keys (with `kernel` and what it boots from) and those of the agent. */
export const rsFile = (hypervisor: string, keys: string, agent = ''): string =>
  `[hypervisor.${hypervisor}]\n${keys}\n[agent.kata]\n${agent}[runtime]\nname = "virt_container"\nhypervisor_name = "${hypervisor}"\nagent_name = "kata"\n`;

/** Kernel and image, for `rsFile`. */
export const rsBoot = 'kernel = "/k"\nimage = "/a"\n';
