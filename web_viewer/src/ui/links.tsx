/** Links to one thing of the portal. */

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

interface Props {
  id: string;
  children: ReactNode;
  className?: string;
}

export function DeviceLink({ id, children, className = "hr-link" }: Props) {
  return (
    <Link to="/devices/$id" params={{ id }} className={className}>
      {children}
    </Link>
  );
}

export function SessionLink({ id, children, className = "hr-link" }: Props) {
  return (
    <Link to="/sessions/$id" params={{ id }} className={className}>
      {children}
    </Link>
  );
}

export function PersonLink({ id, children, className = "hr-link" }: Props) {
  return (
    <Link to="/people/$id" params={{ id }} className={className}>
      {children}
    </Link>
  );
}

export function OrganizationLink({ id, children, className = "hr-link" }: Props) {
  return (
    <Link to="/organizations/$id" params={{ id }} className={className}>
      {children}
    </Link>
  );
}

export function ViewerLink({ id, children, className = "hr-link" }: Props) {
  return (
    <Link to="/sessions/$id/view" params={{ id }} className={className}>
      {children}
    </Link>
  );
}
